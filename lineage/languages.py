"""The languages that tags name: ISO 639 codes, as cards state them (`language: pt`) and the Hub makes them tags."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

SEVERAL = ","
"""What stands between the codes of a model that is of several languages."""


def _pairs(text: str) -> dict[str, str]:
    pairs = (one.split(None, 1) for one in text.split(";"))
    return {code: " ".join(name.split()) for code, name in pairs}


NAMES: Mapping[str, str] = _pairs(
    """
    aa Afar; ab Abkhazian; ae Avestan; af Afrikaans; ak Akan; am Amharic; an Aragonese; ar Arabic; ary Moroccan
    Arabic; arz Egyptian Arabic; as Assamese; ast Asturian; av Avaric; ay Aymara; az Azerbaijani; ba Bashkir; be
    Belarusian; bg Bulgarian; bi Bislama; bm Bambara; bn Bangla; bo Tibetan; br Breton; bs Bosnian; ca Catalan;
    ce Chechen; ceb Cebuano; ch Chamorro; ckb Central Kurdish; co Corsican; cr Cree; cs Czech; cu Church Slavic;
    cv Chuvash; cy Welsh; da Danish; de German; dv Divehi; dz Dzongkha; ee Ewe; el Greek; en English; eo
    Esperanto; es Spanish; et Estonian; eu Basque; fa Persian; ff Fula; fi Finnish; fil Filipino; fj Fijian; fo
    Faroese; fr French; fy Western Frisian; ga Irish; gd Scottish Gaelic; gl Galician; gn Guarani; gsw Swiss
    German; gu Gujarati; gv Manx; ha Hausa; haw Hawaiian; he Hebrew; hi Hindi; ho Hiri Motu; hr Croatian; ht
    Haitian Creole; hu Hungarian; hy Armenian; hz Herero; ia Interlingua; id Indonesian; ie Interlingue; ig
    Igbo; ii Sichuan Yi; ik Inupiaq; io Ido; is Icelandic; it Italian; iu Inuktitut; ja Japanese; jv Javanese;
    ka Georgian; kab Kabyle; kg Kongo; ki Kikuyu; kj Kuanyama; kk Kazakh; kl Kalaallisut; km Khmer; kn Kannada;
    ko Korean; kr Kanuri; ks Kashmiri; ku Kurdish; kv Komi; kw Cornish; ky Kyrgyz; la Latin; lb Luxembourgish;
    lg Ganda; li Limburgish; ln Lingala; lo Lao; lt Lithuanian; lu Luba-Katanga; lv Latvian; mg Malagasy; mh
    Marshallese; mi Maori; mk Macedonian; ml Malayalam; mn Mongolian; mni Manipuri; mr Marathi; ms Malay; mt
    Maltese; multilingual Multilingual; my Burmese; na Nauru; nan Min Nan Chinese; nb Norwegian Bokmål; nd North
    Ndebele; ne Nepali; ng Ndonga; nl Dutch; nn Norwegian Nynorsk; no Norwegian; nr South Ndebele; nso Northern
    Sotho; nv Navajo; ny Chichewa; oc Occitan; oj Ojibwa; om Oromo; or Odia; os Ossetic; pa Punjabi; pi Pali; pl
    Polish; ps Pashto; pt Portuguese; qu Quechua; rm Romansh; rn Rundi; ro Romanian; ru Russian; rw Kinyarwanda;
    sa Sanskrit; sc Sardinian; scn Sicilian; sd Sindhi; se Northern Sami; sg Sango; si Sinhala; sk Slovak; sl
    Slovenian; sm Samoan; sn Shona; so Somali; sq Albanian; sr Serbian; ss Swati; st Southern Sotho; su
    Sundanese; sv Swedish; sw Swahili; ta Tamil; te Telugu; tg Tajik; th Thai; ti Tigrinya; tk Turkmen; tl
    Tagalog; tn Tswana; to Tongan; tr Turkish; ts Tsonga; tt Tatar; tum Tumbuka; tw Twi; ty Tahitian; ug Uyghur;
    uk Ukrainian; ur Urdu; uz Uzbek; ve Venda; vi Vietnamese; vo Volapük; wa Walloon; wo Wolof; wuu Wu Chinese;
    xh Xhosa; yi Yiddish; yo Yoruba; yue Cantonese; za Zhuang; zgh Standard Moroccan Tamazight; zh Chinese; zu
    Zulu
    """
)
"""English names by code, as the Unicode CLDR has them: all of ISO 639-1 (https://www.loc.gov/standards/iso639-2/),
languages without such a code that cards state, by ISO 639-3, and what cards say of many languages."""

OTHERWISE: Mapping[str, str] = _pairs(
    """
    ara ar; ben bn; ces cs; deu de; ell el; eng en; fas fa; fra fr; heb he; hin hi; hun hu; ind id; ita it; jpn
    ja; kor ko; nld nl; pol pl; por pt; rus ru; spa es; swe sv; tha th; tur tr; ukr uk; urd ur; vie vi; zho zh
    """
)
"""Codes of ISO 639-2 that cards state, and the two letters for the same language. No more of them: `moe` and `doi` are
tags of other kinds more often."""

CODES = frozenset((*NAMES, *OTHERWISE))

DOUBTFUL = frozenset(("ara", "swe", "yi"))
"""Codes that are tags of other kinds more often: a method of abliteration, software engineering, a family of models."""
SURE_BESIDE = 4
"""Such a code names a language beside so many others: of the 132 models of hub-stats and radar that have one, none of
the 74 with fewer states that language in its card, and 56 of the 58 others do; two are of 80 languages and more."""


def codes_of(tags: Iterable[str]) -> tuple[str, ...]:
    """The codes in NAMES of the languages that tags name, in order."""
    return _in_order(CODES.intersection(tags))


@lru_cache(maxsize=100_000)
def _in_order(named: frozenset[str]) -> tuple[str, ...]:
    others = named - DOUBTFUL
    if len(others) < SURE_BESIDE:
        named = others
    return tuple(sorted({OTHERWISE.get(code, code) for code in named}))


def code_of(text: str) -> str:
    """The code in NAMES that a text is, whatever its case; else the text."""
    code = text.strip().lower()
    return OTHERWISE.get(code, code) if code in CODES else text


def name_of(code: str) -> str:
    """What a language is called in English; a code that is in no row is called by itself."""
    return NAMES.get(code, code)
