"""第一条: purpose and the two documents on which the measure rests."""

from tests.articles import measure


def test_art_1_1_the_two_parents_are_kept_as_the_text_quotes_them() -> None:
    (row,) = measure.article(1)
    parents = measure.pack().head.parents
    assert [parent.number for parent in parents] == ["国科发政〔2008〕770号", "国科发政〔2009〕648号"]
    for parent in parents:
        assert parent.title in row.text and str(parent.number) in row.text


def test_art_1_1_is_listed_as_declaratory_and_nothing_computes_with_it() -> None:
    row = measure.rows()["art-1-1"]
    assert row.unmodelled is not None and row.unmodelled[0] == "declaratory" and row.unmodelled[1]
    assert not row.carried
    assert row.readings == ("parent-documents",)


def test_art_1_1_silences_are_filled_from_the_parents_before_any_default() -> None:
    reading = measure.pack().interpretations["parent-documents"]
    assert reading.answer is not None
    places = [reading.answer.index(word) for word in ("648号", "770号", "省科技厅惯例", "系统默认")]
    assert places == sorted(places)
