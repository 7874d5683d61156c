"""How good the answers are: judged questions, measures, public test collections, gaps."""
