"""The note of a release: what changed since the one before, for people who read and do not count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from pipeline import vocabulary
from pipeline.product.arrow import Row, Rows
from pipeline.product.changes import ENTITIES, OtherTable, fresh_documents, gone_documents
from pipeline.product.summary import grade_text
from pipeline.words.schema import TABLE

_LISTED = 50
"""How many lines of one kind a note has; the table ``changes`` holds all."""

_LONGEST = 300
"""Characters of a text that a line shows."""

ALIKE = 0.6
"""From this likeness on, a removed and an added finding or bullet of one subject and kind are one that was reworded."""

_WORDED = ("findings", "bullets")
"""The tables whose ids are made from words: other words are another row."""

_CAUSES = {
    "new_document": "From reports that are new here",
    "revised_page": "From pages that the publisher changed",
    "code": "From our own code, vocabulary or corrections",
}
_CHANGED_OR_GONE = "From pages that the publisher changed, and reports that are no longer held"

_POSITION = {"ordinal", "path", "depth", "parent_bullet_id"}
"""Columns that say where a row stands, not what it says."""

_DERIVED = {"grade", "grade_rank", "scale_id", "status", "carried_from"}
"""Columns of a grading that its grade in words tells all at once."""


def changes_note(
    before: Rows | None,
    after: Rows,
    version: str,
    compared_with: str | None,
    others: Iterable[OtherTable] = (),
    limit: int = _LISTED,
) -> str:
    """New reports, then by cause the gradings, findings and bullets that came, went or changed, then which other tables
    differ.

    Args:
        before: rows of the release before, of the tables :data:`pipeline.product.changes.COMPARED`: all, or those that
            differ; None for a first release.
        after: those rows now, and ``changes``.
        version: of the release.
        compared_with: version of the release before.
        others: the tables that are not the same in both.
        limit: how many lines of one kind are listed, 0 for all.
    """
    if before is None:
        return f"# Release {version}\n\nThe first release: nothing to compare it with.\n"
    new, revised = fresh_documents(before, after)
    told = _Lines(before, after)
    gone = gone_documents(before, after)
    counts = _counts(new, revised, gone, after["changes"], told.reworded)
    lines = [f"# Release {version}", "", f"Compared with {compared_with}: {counts}.", ""]
    lines += _section("## New reports", [_document_line(row) for row in new], limit)
    lines += _section("## Pages with new content", [_document_line(row) for row in revised], limit)
    lines += _section("## Reports that are no longer held", [_document_line(row) for row in gone], limit)
    causes = _CAUSES | ({"revised_page": _CHANGED_OR_GONE} if gone else {})
    for cause, title in causes.items():
        parts = [
            line
            for entity in ENTITIES
            for line in _section(f"### {entity.capitalize()}", told.of(entity, cause), limit)
        ]
        lines += [f"## {title}", "", *parts] if parts else []
    told_of = {row["entity"] for row in after["changes"]}
    beside = [_table_line(table) for table in others if table.name not in told_of]
    lines += _section("## Other tables that differ", beside, 0)
    return "\n".join(lines).rstrip() + "\n"


def _counts(new: list[Row], revised: list[Row], gone: list[Row], changes: list[Row], reworded: dict[str, Row]) -> str:
    touched = {entity: len({row["entity_id"] for row in changes if row["entity"] == entity}) for entity in ENTITIES}
    for old in reworded.values():
        touched[old["entity"]] -= 1
    counts = ", ".join(f"{_many(number, ENTITIES[entity])}" for entity, number in touched.items())
    lost = f", {_many(len(gone), 'report')} no longer held" if gone else ""
    return (
        f"{_many(len(new), 'new report')}, {_many(len(revised), 'page')} with new content{lost}; "
        f"{counts} came, went or changed"
    )


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _section(title: str, lines: list[str], limit: int) -> list[str]:
    if not lines:
        return []
    shown = lines[:limit] if limit else lines
    more = [f"- and {len(lines) - len(shown):,} more in the tables"] if len(shown) < len(lines) else []
    return [f"{title} ({len(lines):,})", "", *shown, *more, ""]


def _document_line(row: Row) -> str:
    title = row["title"] or "(no title)"
    return f"- {title}: {row['canonical_url'] or 'no address known'}"


def _table_line(table: OtherTable) -> str:
    before = "as many as" if table.before == table.now else f"{table.before:,}"
    beside = ", only in columns that no change is told of" if table.name in ENTITIES else ""
    return f"- {table.name}: {_many(table.now, 'row')}, {before} before{beside}"


class _Lines:
    """The changes as lines, one for each row that came, went, was reworded or changed."""

    def __init__(self, before: Rows, after: Rows) -> None:
        self._changes = after["changes"]
        self._before, self._after = ({name: _by_id(name, rows) for name in ENTITIES} for rows in (before, after))
        self.reworded = reworded(self._changes, before, after)
        self._replaced = {old["entity_id"] for old in self.reworded.values()}

    def of(self, entity: str, cause: str) -> list[str]:
        """The lines of one table and cause: what changed, was reworded, came, went; each in the order of the tables."""
        changed: dict[str, list[Row]] = defaultdict(list)
        whole = []
        for row in self._changes:
            if row["entity"] == entity and row["cause"] == cause:
                if row["change"] == "changed":
                    changed[row["entity_id"]].append(row)
                else:
                    whole.append(row)
        lines = [
            (self._row(entity, entity_id), self._changed(entity, entity_id, changed[entity_id]))
            for entity_id in changed
        ]
        moved = sum(line is None for _, line in lines)
        lines += [(self._row(entity, row["entity_id"]), self._whole(row)) for row in whole]
        moved += sum(self._only_moved(row) for row in whole)
        told = [(row, line) for row, line in lines if line is not None]
        shown = [line for _, line in sorted(told, key=lambda pair: (_rank(pair[1]), _place(pair[0])))]
        return [*shown, *([f"- {_many(moved, ENTITIES[entity])} only stood at another place before"] if moved else [])]

    def _row(self, entity: str, entity_id: str) -> Row:
        return self._after[entity].get(entity_id) or self._before[entity][entity_id]

    def _only_moved(self, change: Row) -> bool:
        """Whether it is a row whose words stood elsewhere: in another list, or below another bullet."""
        gone = self.reworded.get(change["entity_id"])
        return gone is not None and gone["before"] == change["after"]

    def _whole(self, change: Row) -> str | None:
        entity, entity_id = change["entity"], change["entity_id"]
        if entity_id in self._replaced or self._only_moved(change):
            return None
        name = self._name(entity, entity_id)
        if entity_id in self.reworded:
            return f"- reworded: {name}: {_clip(self.reworded[entity_id]['before'])} → {_clip(change['after'])}"
        word, text = ("new", change["after"]) if change["change"] == "added" else ("gone", change["before"])
        return f"- {word}: {name}: {_clip(grade_text(self._row(entity, entity_id)) if entity == 'gradings' else text)}"

    def _changed(self, entity: str, entity_id: str, columns: list[Row]) -> str | None:
        told = [row for row in columns if row["column"] not in _POSITION]
        moved = []
        if entity == "gradings":
            old, new = (grade_text(rows[entity][entity_id]) for rows in (self._before, self._after))
            moved = [f"{old} → {new}"] if old != new else []
            told = [row for row in told if row["column"] not in _DERIVED]
        elif any(row["column"] != "full_text" for row in told):
            # What a row says with its surroundings follows from its own words and theirs.
            told = [row for row in told if row["column"] != "full_text"]
        parts = [*moved, *(f"{row['column']} {_clip(row['before'])} → {_clip(row['after'])}" for row in told)]
        return f"- changed: {self._name(entity, entity_id)}: {'; '.join(parts)}" if parts else None

    def _name(self, entity: str, entity_id: str) -> str:
        row = self._row(entity, entity_id)
        force, cycle = vocabulary.forces().get(row["force_id"]), vocabulary.cycles().get(row["cycle_id"])
        report = f"{force.short_name if force else row['force_id']} PEEL {cycle.label if cycle else row['cycle_id']}"
        question = vocabulary.questions().get(row["question_id"])
        about = row["subject"] if entity == "gradings" else question.text if question else row["pillar"]
        which = f" bullet {row['path']}," if entity == "bullets" else ""
        if entity == "findings":
            which = f" {row['kind'].replace('_', ' ')} {row['ordinal']},"
        return f"{report},{which} “{about}” (`{entity_id}`)" if about else f"{report},{which} (`{entity_id}`)"


def _by_id(name: str, rows: Rows) -> dict[str, Row]:
    return {row[TABLE[name].key[0]]: row for row in rows[name]}


def _rank(line: str) -> int:
    return ("- changed", "- reworded", "- new", "- gone").index(line.partition(":")[0])


def _place(row: Row) -> tuple[tuple[str, ...], str, tuple[int, ...]]:
    """Where a row stands in the reports: by subject, findings by kind and number, bullets by list and path."""
    subject = tuple(row[name] or "" for name in ("force_id", "cycle_id", "pillar", "question_id"))
    if "path" in row:
        return subject, "", (row["list_number"], *map(int, row["path"].split(".")))
    return subject, row.get("kind", ""), (row.get("ordinal") or 0,)


def _clip(text: str | None) -> str:
    if text is None:
        return "(none)"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"


def reworded(changes: Iterable[Row], before: Rows, after: Rows) -> dict[str, Row]:
    """By the id of an added finding or bullet, the change that removed the one of its subject and kind it is most like.

    Args:
        changes: the table ``changes``.
        before: findings and bullets of the release before.
        after: findings and bullets now.
    """
    subjects = {
        row[TABLE[name].key[0]]: (name, *_subject(row))
        for rows in (before, after)
        for name in _WORDED
        for row in rows[name]
    }
    removed: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    added: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in changes:
        if row["entity"] in _WORDED and row["change"] != "changed":
            side = removed if row["change"] == "removed" else added
            side[subjects[row["entity_id"]]].append(row)
    pairs: dict[str, Row] = {}
    for subject, came in added.items():
        taken: set[str] = set()
        for _, new_id, gone in sorted(_likenesses(came, removed[subject]), key=lambda pair: (-pair[0], *_ids(pair))):
            if new_id not in pairs and gone["entity_id"] not in taken:
                pairs[new_id] = gone
                taken.add(gone["entity_id"])
    return pairs


def _likenesses(came: list[Row], went: list[Row]) -> list[tuple[float, str, Row]]:
    found = []
    for old in went:
        matcher = SequenceMatcher(a=(), b=str(old["before"]).lower().split(), autojunk=False)
        for new in came:
            matcher.set_seq1(str(new["after"]).lower().split())
            alike = matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE
            if alike and (ratio := matcher.ratio()) >= ALIKE:
                found.append((ratio, new["entity_id"], old))
    return found


def _ids(pair: tuple[float, str, Row]) -> tuple[str, str]:
    return pair[1], pair[2]["entity_id"]


def _subject(row: Row) -> tuple[object, ...]:
    return row["force_id"], row["cycle_id"], row["pillar"], row["question_id"], row["kind"]
