"""The page for the data protection officer, in German, made from the list of counters.

    python -m kiosk.statistics.officer [--check FILE]

prints it, or says whether FILE is still what it would print.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk.statistics.counters import FACES, LENGTHS, Counter, Why, name_of
from kiosk.statistics.small_numbers import LEAST
from kiosk.statistics.spool import KEPT_DAYS, OFFLINE_DAYS

TOP = f"""\
# Was der Kiosk zählt: eine Seite für den Datenschutz

<!-- Erzeugt aus kiosk/statistics/counters.py: python -m kiosk.statistics.officer -->

**Kurz.** Der Kiosk zählt, in wie vielen Besuchen eines Tages etwas vorkam. Er kennt keine Person.
Nichts aus einer Karte wird gespeichert: kein Name, keine Nummer, kein Byte, kein Hash. Die Liste
unten ist abgeschlossen. Im Programm kann nur gezählt werden, was auf ihr steht.

## Regeln

- **Ganze Zahlen je Tag und Standort.** Keine Uhrzeit, keine Reihenfolge, keine Verknüpfung von zwei
  Merkmalen, keine Kennung eines Besuchs, einer Karte oder eines Menschen.
- **Ein Besuch erhöht einen Zähler höchstens um eins.** Nach dem Besuch wird die Menge der
  Zähler in einem Schritt gespeichert; der Besuch selbst nicht.
- **Kleine Zahlen.** Ein Tag mit weniger als {LEAST} wird nicht genannt. Er geht in seine Woche ein,
  die Woche in ihren Monat. Eine solche Summe wird nur genannt, wenn danach noch jede Zahl von 1
  bis {LEAST - 1} hinter jedem ihrer Teile stehen kann. Sonst heißt es „unter {LEAST}“. Ein Test probiert
  alle kleinen Tabellen durch.
- **Keine Summen.** Kein Zähler ist die Summe anderer. Zähler, von denen auf jeden Besuch einer
  zutrifft ({len(LENGTHS)} Längen) oder höchstens einer ({len(FACES)} Antworten), werden nur je Monat und nur
  gemeinsam genannt.
- **Übungen und Technik zählen nie.** Ein Besuch, in dem geübt wurde, war nie da.
- **Rauschen** ist möglich (geometrischer Mechanismus, `statistics.noise`) und ohne Einstellung aus.

## Weg der Zahlen

| Wo | Was | Wie lange |
|---|---|---|
| auf dem Gerät | Tageszähler in einer Datei, die nur der Kiosk und sein Sendeprogramm lesen | bis der Monat zu Ende ist |
| auf dem Gerät | was genannt werden darf | {KEPT_DAYS // 366} Jahre |
| unterwegs | abgeschlossene Tage, nachts, verschlüsselt, von einem eigenen Programm, das keine PIN sieht | höchstens {OFFLINE_DAYS} Tage, wenn das Netz fehlt |
| beim Empfänger der Stadt | dieselben Zahlen, dazu Standort und Version des Programms, sonst nichts | legt die Stadt fest |

Am Bildschirm kann jeder nachsehen, was zuletzt gesendet wurde: Hilfe → Datenschutz. Den heutigen Tag
zeigt der Kiosk nie. `statistics: enabled: no` in `kiosk.yaml` schaltet alles aus; dann wird nichts
geschrieben. Wann ein Besuch war, steht auch in keinem Protokoll.

**Was bleibt.** Die Adresse des Geräts im Netz der Stadt sieht der Empfänger bei jeder Verbindung; er
soll sie nicht speichern. Wer das Gerät öffnet, kann den laufenden Tag lesen. Wer den ganzen Tag
daneben steht, sieht mehr als jeder Zähler.

## Die Liste
"""

SERVICES = """
### Welche Dienste wurden gezeigt?

Je Zeile in `assets/services.yaml` ein Zähler: Besuche, in denen dieser Dienst gezeigt wurde. Die Stadt
pflegt diese Datei; ihre Kürzel werden gelesen, bevor jemand den Kiosk berührt.
"""


def page() -> str:
    return "\n".join([TOP, *_groups()]) + SERVICES


def _groups() -> Iterator[str]:
    for why in Why:
        yield f"### {why.value[0]}\n"
        yield "| Zähler | Bedeutung | In English |"
        yield "|---|---|---|"
        for counter in Counter:
            meaning = counter.value
            if meaning.why is why:
                yield f"| `{name_of(counter)}` | {meaning.german} | {meaning.english} |"
        yield ""


def main() -> int:
    match sys.argv[1:]:
        case []:
            sys.stdout.write(page())
            return 0
        case ["--check", file]:
            if Path(file).read_text(encoding="utf-8") == page():
                return 0
            sys.stderr.write(f"{file} is stale: python -m kiosk.statistics.officer > {file}\n")
            return 1
        case _:
            sys.stderr.write(__doc__ or "")
            return 2


if __name__ == "__main__":
    sys.exit(main())
