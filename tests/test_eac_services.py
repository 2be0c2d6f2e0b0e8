"""Practice services as data: what lies there is true, and a wrong file is told in one line."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.eid.authority.__main__ import issued
from kiosk.eid.eac.access import Access
from kiosk.eid.eac.certificates import Role
from kiosk.eid.eac.service import FOLDER, BadService, load_offers, load_services
from kiosk.eid.model import ProtocolBroken
from tests.eac import SERVICES, seen, visit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "practice-id"))


def test_there_are_services_of_every_kind() -> None:
    """A move, a bank, an age and nothing else, two log-ins without a name, a pension."""
    assert len(SERVICES) >= 5
    asked = [{*one.required, *one.optional} for one in SERVICES.values()]
    assert {Access.AGE_VERIFICATION} in asked
    assert sum(Access.PSEUDONYM in one for one in asked) >= 2
    assert sum(Access.PLACE_OF_RESIDENCE in one for one in asked) >= 2
    assert all(one.required for one in SERVICES.values())


def test_everything_that_lies_there_is_what_the_authorities_issue() -> None:
    stale = [path.name for path, content in issued(FOLDER) if path.read_bytes() != content]
    assert stale == [], "python -m kiosk.eid.authority"


def test_what_is_shown_is_what_the_certificate_says() -> None:
    offers = {offer.id: offer for offer in load_offers()}
    for service in SERVICES.values():
        offer, provider = offers[service.id], service.provider
        assert (provider.name, provider.url) == (offer.name, offer.url)
        assert (provider.address, provider.purpose) == (
            offer.address.strip(),
            offer.purpose.strip(),
        )
        assert service.certificate.role is Role.TERMINAL
        assert service.certificate.access == {*provider.required, *provider.optional}


def test_nothing_could_be_mistaken_for_a_real_authority_or_company() -> None:
    for service in SERVICES.values():
        assert service.provider.url.endswith(".example")
        assert "00000 " in service.provider.address
        for certificate in service.chain:
            assert certificate.holder.startswith("ZZ")
            assert certificate.authority.startswith("ZZ")


def test_a_city_can_add_a_service_of_its_own(folder: Path) -> None:
    (folder / "services" / "swimming.yaml").write_text(
        "id: swimming\norder: 7\nholder: ZZBAD00001\nname: Hallenbad\n"
        "url: https://bad.musterhausen.example\naddress: Badweg 1\npurpose: Saisonkarte\n"
        "required: [given-names, pseudonym]\n"
    )
    for path, content in issued(folder):
        path.write_bytes(content)
    service = load_services(folder)[-1]
    result = seen(visit(service))
    assert dict(result.texts) == {Access.GIVEN_NAMES: "Erkan"}
    assert result.pseudonym not in (None, seen(visit("library")).pseudonym)


def test_services_of_another_root_are_refused_by_the_cards(folder: Path) -> None:
    for made in folder.rglob("*.pem"):
        made.unlink()
    for path, content in issued(folder):
        path.write_bytes(content)
    strangers = {service.id: service for service in load_services(folder)}
    with pytest.raises(ProtocolBroken):
        visit(strangers["age-check"])
    ours = SERVICES["age-check"]
    assert seen(visit(replace(ours, optional=[]))).answers


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("age-verification", "birthday", "there is no access 'BIRTHDAY'"),
        ("age: 18", "", "'age' and 'age-verification' need each other"),
        ("age: 18", 'age: 18\ncommunity: "0276"', "'community' and 'community-verification'"),
        ("age: 18", "age: eighteen", "Expected `int | null`"),
        ("age: 18", "age: 18\ncolour: red", "unknown field `colour`"),
        ("id: age-check", "id: other", "id 'other' is not the name of the file"),
        ("https://laden.weinladen.example", "https://www.leipzig.de", "$.url"),
        ("holder: ZZ", "holder: DE", "$.holder"),
        ("required: [age-verification]", "required: [age-verification", "expected ',' or ']'"),
        ("age-verification]", "age-verification, pseudonym]", "age-check.sector"),
        ("age-verification]", "age-verification, given-names]", "does not allow all"),
    ],
)
def test_a_wrong_file_is_told_by_its_name(folder: Path, before: str, after: str, told: str) -> None:
    path = folder / "services" / "age-check.yaml"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    with pytest.raises(BadService) as bad:
        load_services(folder)
    assert str(path.with_suffix("")) in str(bad.value)
    assert told in str(bad.value)
    assert "\n" not in str(bad.value)


@pytest.mark.parametrize(
    ("name", "other", "told"),
    [
        ("age-check.pem", "forum.pem", "for another key"),
        ("age-check.desc", "forum.desc", "for another description"),
        ("age-check.cvcert", "age-check.desc", "card-verifiable certificate"),
        ("age-check.desc", "../chip.pem", "for another description"),
        ("age-check.pem", "age-check.desc", "age-check.cvcert"),
        ("forum.sector", "forum.desc", "expected one object"),
    ],
)
def test_files_that_do_not_belong_together_are_told(
    folder: Path, name: str, other: str, told: str
) -> None:
    services = folder / "services"
    shutil.copy(services / other, services / name)
    with pytest.raises(BadService, match=told):
        load_services(folder)
