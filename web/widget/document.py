"""A page as a document that needs no server: its styles and pictures stand in it, its modules beside it."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from secrets import token_urlsafe

from web.http.modules import bare

Read = Callable[[str], tuple[str, bytes]]
"""The type and the bytes of what is served below an address."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'nonce-{nonce}' blob:",
        "style-src 'unsafe-inline'",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
"""What a page in a frame may do: run the scripts that stand in it and the modules beside it, and ask no server."""

BEGIN = (
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    '<script nonce="{nonce}">frameElement.lineageBegins(globalThis)</script>'
    '<script nonce="{nonce}" type="importmap">/*imports*/</script>'
)
"""What stands before all else; `js/widget/frame.js` writes the import map."""

HEAD = '<meta charset="utf-8">'
DROPPED = re.compile(
    r'\s*<link rel="(?:modulepreload|icon|canonical|alternate)"[^>]*>|\s*<script src="[^"]+/js/theme\.js"></script>'
)
STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)"([^>]*)>')
SCRIPT = re.compile(r'<script src="([^"]+)"></script>')
MODULE = re.compile(r'<script type="module" src="([^"]+)"></script>')
PICTURE = re.compile(r'(<img src=)"(/[^"]+)"')
ASSETS = re.compile(r'"(/static/[^/"]+/)')


def document_of(page: str, read: Read) -> tuple[str, dict[str, str]]:
    """A rendered page as it stands in a frame, and the sources of all modules it may import, by their names.

    The notebook's theme is the page's, so the page's own choice is left out.
    """
    found = ASSETS.search(page)
    if found is None:
        return page, {}
    root, nonce = found[1], token_urlsafe(16)
    entries = [address.removeprefix(root) for address in MODULE.findall(page)]
    page = DROPPED.sub("", page).replace(HEAD, HEAD + BEGIN.format(nonce=nonce), 1)
    page = page.replace("</head>", f'<link rel="stylesheet" href="{root}css/framed.css"></head>', 1)
    page = STYLE.sub(lambda link: f"<style{link[2]}>{_text(read, link[1])}</style>", page)
    page = SCRIPT.sub(lambda script: f'<script nonce="{nonce}">{_text(read, script[1])}</script>', page)
    imported = f'<script nonce="{nonce}" type="module">import "{{}}";</script>'
    page = MODULE.sub(lambda script: imported.format(script[1].removeprefix(root)), page)
    page = PICTURE.sub(lambda picture: f'{picture[1]}"{_inlined(*read(picture[2]))}"', page)
    return page, _modules(entries, lambda name: _text(read, root + name))


def _modules(entries: Iterable[str], source: Callable[[str], str]) -> dict[str, str]:
    modules: dict[str, str] = {}
    waiting = set(entries)
    while waiting:
        name = waiting.pop()
        modules[name], others = bare(source(name), name)
        waiting |= others - modules.keys()
    return modules


def _text(read: Read, address: str) -> str:
    return read(address)[1].decode()


def _inlined(mimetype: str, body: bytes) -> str:
    return f"data:{mimetype};base64,{b64encode(body).decode()}"
