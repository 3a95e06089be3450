"""What the settings say of serving, and whom a server that listens everywhere tells that it answers to."""

from ipaddress import ip_network

import pytest

from lineage import settings
from lineage.errors import BadSetting
from lineage.settings import Setting
from web.options import LOOPBACK, WebOptions, contains
from web.serve import answering_to, say_who_is_answered


def test_options_are_the_settings_unless_the_command_line_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert WebOptions.of_settings() == WebOptions()
    monkeypatch.setenv(settings.ALLOWED_HOSTS.variable, "Lineage.Example, 10.0.0.1")
    monkeypatch.setenv(settings.TRUSTED_PROXIES.variable, "10.0.0.7/8,loopback")
    monkeypatch.setenv(settings.URL_PREFIX.variable, "/qwen/")
    monkeypatch.setenv(settings.ACCESS_LOG.variable, "json")
    proxies = (ip_network("10.0.0.0/8"), *LOOPBACK)
    hosts = frozenset({"lineage.example", "10.0.0.1"})
    assert WebOptions.of_settings() == WebOptions(hosts, proxies, "/qwen", (), "json")
    given = WebOptions.of_settings(["Other.Example"], "common")
    assert (given.hosts, given.access_log) == (frozenset({"other.example"}), "common")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (settings.TRUSTED_PROXIES, "proxy.example"),
        (settings.METRICS_READERS, "10.0.0.0/99"),
        (settings.URL_PREFIX, "qwen"),
        (settings.URL_PREFIX, "//evil.example"),
        (settings.ACCESS_LOG, "yes"),
    ],
)
def test_a_value_that_makes_no_sense_names_its_setting(
    setting: Setting, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(setting.variable, value)
    with pytest.raises(BadSetting, match=setting.variable):
        WebOptions.of_settings()


@pytest.mark.parametrize(
    ("address", "inside"),
    [("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("11.0.0.1", False), ("", False), ("unknown", False)],
)
def test_an_address_is_in_a_network_however_it_is_written(address: str, inside: bool) -> None:
    assert contains((ip_network("10.0.0.0/8"),), address) == inside


def test_an_address_that_is_listened_on_is_a_name_and_all_of_them_are_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert answering_to("192.168.1.5", WebOptions()).hosts == {"192.168.1.5"}
    everywhere = answering_to("0.0.0.0", WebOptions())  # noqa: S104
    assert everywhere.hosts == frozenset()
    say_who_is_answered("0.0.0.0", everywhere)  # noqa: S104
    assert "--allowed-host NAME" in capsys.readouterr().err
    say_who_is_answered("0.0.0.0", WebOptions(hosts=frozenset({"lineage.example"})))  # noqa: S104
    assert capsys.readouterr().err == ""
