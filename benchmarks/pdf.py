"""A report as PDF against WeasyPrint on the same page ready-made. Goal: within 1.2 times.

    python -m benchmarks.pdf

Both write the same tagged PDF with the same fonts; ours also draws the charts and fills the template. Each in turn, so
that what else the computer does hits both; the ratio is that of the medians.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

import django

ROUNDS = 7
GOAL = 1.2


def seconds(work: Callable[[], bytes]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> float:
    """Measures, prints and gives the ratio."""
    from oco import pdf as oco_pdf
    from reporting import pdf
    from tests.reporting import samples

    document = samples.document()
    html = pdf.html_of(document)
    weasyprint, base = oco_pdf.library(), oco_pdf.static_folder().as_uri()
    ours, bare = [], []
    pdf.render(document)  # loads WeasyPrint and the fonts for both
    for _ in range(ROUNDS):
        ours.append(seconds(lambda: pdf.render(document)))
        bare.append(seconds(lambda: weasyprint.HTML(string=html, base_url=base).write_pdf(pdf_variant=oco_pdf.VARIANT)))
    ratio = statistics.median(ours) / statistics.median(bare)
    print(
        f"PDF van {len(pdf.render(document)) // 1000} kB: {statistics.median(ours):.2f} s, "
        f"kaal {statistics.median(bare):.2f} s, verhouding {ratio:.2f} (doel {GOAL})"
    )
    return ratio


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oco.settings.owner")
    os.environ.setdefault("SECRET_KEY", "benchmark")
    django.setup()
    main()
