"""The practice Hub over HTTP, read by the real client."""

import http.client
import time
from collections.abc import Iterator
from typing import Any

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import RepositoryNotFoundError
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status, http_backoff, parse_ratelimit_headers

from ingest.practice import Population, Server, serve
from lineage.errors import BadInput


def pages(url: str) -> Iterator[list[dict[str, Any]]]:
    """A listing, page by page, the way the client's public helpers are meant to be used."""
    headers = build_hf_headers(token=False)
    following: str | None = url
    while following:
        response = http_backoff("GET", following, headers=headers, timeout=30)
        hf_raise_for_status(response)
        yield response.json()
        following = response.links.get("next", {}).get("url")


def test_the_public_helpers_read_the_whole_hub_page_by_page(server: Server, people: Population) -> None:
    read = list(
        pages(f"{server.url}/api/models?sort=createdAt&limit=1000&expand=baseModels&expand=cardData&expand=tags")
    )
    assert [len(page) for page in read] == [1000] * 20
    assert {item["id"] for page in read for item in page} == set(people.ids)


def test_the_clients_own_listing_and_detail_work(server: Server) -> None:
    api = HfApi(endpoint=server.url, token=False)
    children = list(
        api.list_models(filter="base_model:Qwen/Qwen3-8B", expand=["baseModels", "tags"], sort="last_modified")
    )
    assert children
    detail = api.model_info("Qwen/Qwen3-8B", expand=["baseModels", "childrenModelCount"])
    assert sum(detail.children_model_count.values()) <= len(children)
    assert detail.base_models["models"][0]["id"] == "Qwen/Qwen3-8B-Base"


def test_the_client_follows_a_rename_and_knows_a_missing_model(server: Server) -> None:
    api = HfApi(endpoint=server.url, token=False)
    assert api.model_info("gpt2").id == "openai-community/gpt2"
    with pytest.raises(RepositoryNotFoundError):
        api.model_info("no/body")


def test_the_client_reads_the_rate_limit_and_waits_out_a_window(people: Population) -> None:
    with serve(people, quota=2, window=1) as server:
        url = f"{server.url}/api/models?limit=1"
        first = http_backoff("GET", url, headers=build_hf_headers(token=False), timeout=5)
        limit = parse_ratelimit_headers(first.headers)
        assert limit is not None
        assert (limit.remaining, limit.limit) == (1, 2)
        began = time.monotonic()
        for _ in range(2):
            hf_raise_for_status(http_backoff("GET", url, headers=build_hf_headers(token=False), timeout=5))
        assert time.monotonic() - began > 0.5


def test_one_connection_serves_many_requests_quickly(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    seconds = []
    for _ in range(50):
        began = time.perf_counter()
        connection.request("GET", "/api/models?filter=base_model:Qwen/Qwen3-8B&limit=5")
        answer = connection.getresponse()
        assert answer.status == 200
        assert not answer.will_close
        answer.read()
        seconds.append(time.perf_counter() - began)
    assert sorted(seconds)[12] < 0.02, "most wait for an acknowledgement, which takes 40 ms"
    connection.close()


def test_links_name_the_host_that_was_asked(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/api/models?limit=1", headers={"Host": "practice.test:1"})
    assert (connection.getresponse().getheader("Link") or "").startswith(
        "<http://practice.test:1/api/models?limit=1&cursor="
    )
    connection.close()


def test_head_has_no_body_and_other_methods_are_refused_with_the_mark(server: Server) -> None:
    for method, status in (("HEAD", 200), ("POST", 501)):
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request(method, "/api/models?limit=1")
        answer = connection.getresponse()
        assert answer.status == status
        assert (answer.getheader("X-Practice-Hub") or "").startswith("synthetic")
        connection.close()


def test_a_port_in_use_is_bad_input_with_a_hint(server: Server, people: Population) -> None:
    with pytest.raises(BadInput) as caught:
        serve(people, port=server.port)
    assert "--port" in caught.value.hint


def test_a_closed_server_frees_its_port(people: Population) -> None:
    first = serve(people)
    first.close()
    with serve(people, port=first.port) as second:
        assert second.port == first.port
