"""How the registers show where a public fact comes from."""

from __future__ import annotations

from cigu.faces.registers.words import source_links, source_urls

FILED = "seed A (saved.txt; same text http://a.example/news/1.html); https://b.example/2"


def test_a_source_shows_its_sites_and_not_how_it_was_filed() -> None:
    shown = source_links(FILED)
    assert source_urls(FILED) == ["http://a.example/news/1.html", "https://b.example/2"]
    assert ">a.example</a>、<a" in shown and "saved.txt" not in shown


def test_a_source_without_an_address_stands_as_written() -> None:
    assert source_links("《年报》<第 3 页>") == "《年报》&lt;第 3 页&gt;"
    assert source_links("") == ""
