"""What anybody's statement may be made of: clauses, keywords, functions, procedures; each harmless on both engines."""

from collections.abc import Mapping

from lineage.stores.port import OPEN_PROCEDURES


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _reasons(reasons: Mapping[str, str]) -> dict[str, str]:
    return {word: why for why, words in reasons.items() for word in words.split()}


STARTS = _words("MATCH OPTIONAL WITH UNWIND RETURN CALL")

CLAUSES = (*STARTS, *_words("UNION WHERE ORDER SKIP OFFSET LIMIT YIELD"))

KEYWORDS = frozenset(
    (
        *CLAUSES,
        *_words("ALL AND ANY AS ASC ASCENDING BY CASE CONTAINS COUNT DESC DESCENDING DISTINCT ELSE END ENDS EXISTS"),
        *_words("COLLECT EXPLAIN FALSE IN IS NONE NOT NULL OR SINGLE STARTS THEN TRUE USING WHEN XOR"),
    )
)
"""The words of the language that the console colours and completes."""

NEVER = _reasons(
    {
        "it writes": "CREATE INSERT MERGE SET DELETE DETACH NODETACH REMOVE FOREACH",
        "it reads files or addresses": "LOAD",
        "it changes the schema": "DROP",
        "it leaves this graph": "USE",
        "it runs transactions of its own": "TRANSACTIONS CONCURRENT",
        "it runs the statement to measure it": "PROFILE",
        "the form of the answer is chosen beside the statement": "FORMAT",
        "it administers the server": "ALTER GRANT DENY REVOKE TERMINATE SHOW START STOP RENAME ENABLE DRYRUN"
        " REALLOCATE DEALLOCATE",
        "the engine and its options are not open": "CYPHER",
        "it is no part of the Cypher that both engines know": "FILTER LET FINISH FOR HAVING INTERSECT EXCEPT NEXT",
    }
)
"""Words of clauses that are refused, with the reason. Where a name stands they are names, as every word is."""

RESERVED = frozenset(
    (
        *NEVER,
        *_words("ALL AND AS ASC ASCENDING BY CALL CASE CONTAINS DESC DESCENDING DISTINCT ELSE END ENDS EXISTS EXPLAIN"),
        *_words("FALSE IN IS LIMIT MATCH NOT NULL OFFSET ON OPTIONAL OR ORDER RETURN SKIP STARTS THEN TRUE UNION"),
        *_words("UNWIND WHEN WHERE WITH XOR YIELD"),
    )
)
"""Names that no engine is shown without backticks.

They are what the embedded engine refuses as the name of a variable, of a property or of a label (kglite 0.21.2,
measured word by word over the tokens of Neo4j's lexer), and every word that could be taken for the start of a clause.
"""

FUNCTIONS = _words(
    """
    abs acos all allShortestPaths any asin atan atan2 avg btrim ceil char_length character_length coalesce collect cos
    cot count date date.truncate datetime datetime.fromEpoch datetime.fromEpochMillis datetime.truncate degrees duration
    duration.between duration.inDays duration.inMonths duration.inSeconds e elementId endNode exists exp floor haversin
    head id isEmpty isNaN keys labels last left length localdatetime localdatetime.truncate localtime log log10 lower
    ltrim max min nodes none normalize nullIf percentileCont percentileDisc pi properties radians rand randomUUID range
    reduce relationships replace reverse right round rtrim shortestPath sign sin single size split sqrt startNode stDev
    stDevP substring sum tail tan time timestamp toBoolean toBooleanList toBooleanOrNull toFloat toFloatList
    toFloatOrNull toInteger toIntegerList toIntegerOrNull toLower toString toStringList toStringOrNull toUpper trim type
    upper valueType
    """
)

PROCEDURES = OPEN_PROCEDURES
