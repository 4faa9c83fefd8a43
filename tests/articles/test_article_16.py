"""第十六条: finance for the enterprises of alliances."""

from tests.articles import measure
from tests.articles.measures_of_support import is_listed


def test_art_16_1_support_is_listed() -> None:
    is_listed("art-16-1", "planned", "向联盟企业提供多样化的融资支持")


def test_art_16_1_nothing_of_an_enterprise_is_disclosed_without_its_consent() -> None:
    assert "授权" in str(measure.pack().interpretations["enterprise-consent"].answer)
    asked = {name for form in measure.pack().forms.values() for name in form.fields}
    assert not {"needs", "financing", "bank"} & asked
