"""The sections of a report in their order: from sheets of figures to tables, charts and sentences. Pure."""

from __future__ import annotations

from reporting import against
from reporting.casework_sections import instruments, signals, support
from reporting.client_sections import clients, satisfaction
from reporting.documents import Section
from reporting.hours_sections import above_guideline, hours_spent
from reporting.pricing import prices
from reporting.question_sections import on_time, questions, subjects
from reporting.sheets import Material
from reporting.trajectory_sections import trajectories


def sections(material: Material) -> tuple[Section, ...]:
    made = [
        against.section(material),
        clients(material),
        questions(material),
        subjects(material),
        support(material),
        on_time(material),
        hours_spent(material),
        above_guideline(material),
        trajectories(material),
        instruments(material),
        satisfaction(material),
        *signals(material),
        prices(material),
    ]
    return tuple(section for section in made if section is not None)
