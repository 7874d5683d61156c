"""Asks one question of a folder, with a cache: a command for tests that limit the machine."""

import sys

from bot import Chatbot

if __name__ == "__main__":
    print(Chatbot.load(sys.argv[1], cache=sys.argv[2]).ask("moon").outcome)
