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
        *_words("FALSE IN IS NONE NOT NULL OR SINGLE STARTS THEN TRUE WHEN XOR"),
    )
)

AFTER_A_VALUE = frozenset(
    (
        *CLAUSES,
        *_words("AND AS ASC ASCENDING CONTAINS DESC DESCENDING ELSE END ENDS IN IS NOT OR STARTS THEN WHEN XOR"),
    )
)
"""The words that may follow a value, a name or a closing bracket: there a clause begins or an expression goes on."""

NEVER = _reasons(
    {
        "it writes": "CREATE INSERT MERGE SET DELETE DETACH NODETACH REMOVE FOREACH",
        "it reads files or addresses": "LOAD",
        "it changes the schema": "DROP",
        "it leaves this graph": "USE",
        "it runs transactions of its own": "TRANSACTIONS",
        "it runs the statement to measure it": "PROFILE",
        "the form of the answer is chosen beside the statement": "FORMAT",
    }
)
"""Words that are refused wherever they could begin a clause, with the reason."""

ELSEWHERE = _reasons(
    {
        "it administers the server": "ALTER GRANT DENY REVOKE TERMINATE SHOW START STOP RENAME ENABLE DRYRUN"
        " REALLOCATE DEALLOCATE",
        "the engine and its options are not open": "CYPHER",
        "it runs transactions of its own": "CONCURRENT",
        "it is no part of the Cypher that both engines know": "FILTER LET FINISH FOR HAVING INTERSECT EXCEPT NEXT",
    }
)
"""Words that are refused where a clause begins, with the reason; anywhere else they are names."""

FUNCTIONS = _words(
    """
    abs acos all allShortestPaths any asin atan atan2 avg ceil coalesce collect cos cot count date date.truncate
    datetime datetime.truncate degrees duration duration.between duration.inDays duration.inMonths duration.inSeconds
    elementId endNode exists exp floor haversin head id keys labels last left length localdatetime
    localdatetime.truncate log log10 ltrim max min nodes none pi properties radians rand range reduce relationships
    replace reverse right round rtrim shortestPath sign sin single size split sqrt startNode stDev stDevP substring sum
    tail tan time toFloat toInteger toLower toString toUpper trim type valueType
    """
)

PROCEDURES = OPEN_PROCEDURES
