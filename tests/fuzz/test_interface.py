import schemathesis
from hypothesis import HealthCheck, settings

from tests.conftest import ROOT
from web import create_app

app = create_app({"CHATBOT_CORPUS": ROOT / "corpus", "CHATBOT_RATE_LIMIT": ""})
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)


@schema.parametrize()
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_interface_keeps_its_description(case: schemathesis.Case) -> None:
    """Whatever is sent, the reply's status, type, headers and body are as described."""
    # Replies are compared as they are; the test client would not unpack them.
    case.call_and_validate(headers={"Accept-Encoding": "identity"})
