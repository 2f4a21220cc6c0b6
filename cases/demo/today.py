"""What runs today for the demo's supporters: of each kind of work something, told through the actions themselves.

Written before reports are filed, so that no filed period is touched.
"""

from __future__ import annotations

from datetime import time, timedelta

from cases import casework, clock, objections, talks
from cases.codes import (
    Activity,
    ArrangementStep,
    CarerLoad,
    Channel,
    Fits,
    HowFound,
    ObjectionKind,
    Outcome,
    PauseReason,
    ReachBy,
    ReachChannel,
    SupportTask,
    TermKind,
)
from cases.demo import handed_on, reading, social_map, team
from cases.demo.telling import Teller
from cases.models import HelpQuestion
from cases.outcome import Found
from cases.talks import Domain, Preparation
from oco.workdays import next_working_day


def tell(teller: Teller) -> None:
    """Everything that runs, or ended lately."""
    places = social_map.fill(teller)
    _unreachable(teller)
    _waiting(teller)
    talked_about = [_talk_to_come(teller), _talk_that_was(teller)]
    _objections(teller)
    talked_about += [_above_guideline(teller), _near_guideline(teller)]
    _again(teller)
    _of_the_other_supporter(teller)
    handed_on.tell(teller, places)
    team.tell(teller, talked_about)
    reading.tell(teller)


def _unreachable(teller: Teller) -> None:
    """Three attempts, so that a pause can be chosen; an urgent one that is late; and one whose term stands still, for
    the client asked."""
    client = teller.client(
        "Said", "Amrani", (46, 3, 14), language="Tarifit", reach_by=ReachBy.PHONE, reach_when="na 16.00 uur"
    )
    question = teller.question(client, "Krijgt brieven over een schuld die hij niet kent", "work_income", days_ago=13)
    teller.tried(
        question,
        (9, ReachChannel.PHONE, "bericht ingesproken"),
        (6, ReachChannel.PHONE, "geen gehoor"),
        (2, ReachChannel.VISIT, "kaartje in de bus gedaan"),
    )
    client = teller.client("Jolanda", "Reus", (50, 2, 22), prefix="de")
    question = teller.question(
        client, "Huurachterstand, bang voor uitzetting", "housing", "work_income", days_ago=8, urgent=True
    )
    teller.tried(question, (3, ReachChannel.PHONE, "bericht ingesproken"))
    client = teller.client("Willemijn", "Koster", (71, 9, 2), email=True, reach_by=ReachBy.EMAIL)
    question = teller.question(
        client, "Wil praten over kleiner wonen", "housing", "welfare", days_ago=9, channel=Channel.EMAIL_WEB
    )
    on = teller.ago(5)
    clock.pause(
        question=question,
        terms=list(TermKind),
        reason=PauseReason.CLIENT_ASKED,
        from_on=on,
        until_on=next_working_day(teller.today + timedelta(days=12)),
        note="Is op vakantie bij haar zus.",
        by=teller.who.supporter,
        today=on,
    )
    teller.dated(question, on)


def _waiting(teller: Teller) -> None:
    """One waits on a waiting list; today is the day to look again."""
    client = teller.client("Dylan", "Boer", (24, 6, 21), prefix="de", reach_by=ReachBy.PHONE)
    question = teller.question(
        client, "Zoekt begeleiding bij zelfstandig wonen", "social_support", "housing", days_ago=58
    )
    question = teller.worked(
        question,
        (54, Activity.TALK, 60, "Dylan wil op zichzelf wonen. Koken en geld zijn lastig, de rest gaat goed."),
        (47, Activity.GOING_ALONG, 75, "Mee naar het gesprek bij de gemeente. Begeleiding wordt toegekend."),
        (33, Activity.PHONE, 15, "De aanbieder heeft een wachtlijst van ongeveer twee maanden."),
    )
    on = teller.ago(32)
    clock.wait(
        question=question,
        waits_for="wachtlijst begeleid wonen",
        look_again_on=teller.today,
        by=teller.who.supporter,
        today=on,
        version=question.version,
    )
    teller.dated(question, on)


def _talk_to_come(teller: Teller) -> HelpQuestion:
    client = teller.client("Gerda", "Vliet", (67, 11, 30), prefix="van der", reach_when="in de ochtend")
    teller.carer(
        client,
        "Mirjam van der Vliet",
        "dochter",
        81,
        load=CarerLoad.OVERBURDENED,
        note="Zegt zelf dat het te veel wordt naast haar werk.",
    )
    question = teller.question(
        client, "Vraagt om hulp bij het gesprek over de Wmo", "social_support", "care", days_ago=17
    )
    question = teller.worked(
        question,
        (12, Activity.HOME_VISIT, 75, "Thuis kennisgemaakt, haar dochter was erbij. Traplopen gaat bijna niet meer."),
        (5, Activity.PREPARATION, 30, "Gesprek voorbereid met de punten van Gerda zelf."),
    )
    talks.prepare(
        question=question,
        preparation=Preparation(
            on=next_working_day(teller.today + timedelta(days=1)),
            at=time(10, 30),
            place="bij mevrouw thuis",
            official="consulent Wmo",
            reported_on=teller.ago(10),
            carer_along=True,
            client_wants="In mijn eigen huis blijven wonen en zelf weer kunnen douchen.",
            bring="de brief van de ergotherapeut\nde lijst met medicijnen",
        ),
        domains={
            "social_support": Domain(
                "Koken en de was doe ik zelf.", "Ramen en vloeren lukken niet.", "Hulp om de week."
            ),
            "care": Domain(
                "De wijkverpleging komt twee keer per week.", "Ik ben bang om te vallen.", "Een douchestoel."
            ),
            "housing": Domain("Mijn huis is licht en ik ken de buren.", "De trap is te steil.", "Een traplift."),
        },
        by=teller.who.supporter,
    )
    return teller.dated(question, teller.ago(2))


def _talk_that_was(teller: Teller) -> HelpQuestion:
    client = teller.client("Ahmet", "Yilmaz", (52, 1, 8), language="Turks", email=True)
    question = teller.question(
        client, "Zoekt dagbesteding na een hersenbloeding", "welfare", "social_support", days_ago=26,
        how_found=HowFound.ORGANISATION,
    )  # fmt: skip
    question = teller.worked(
        question,
        (19, Activity.TALK, 45, "Verteld over zijn werk als monteur. Wil weer iets met zijn handen doen."),
        (11, Activity.PHONE, 20, "Afspraak met de gemeente gemaakt. Zijn broer tolkt zo nodig."),
    )
    talks.prepare(
        question=question,
        preparation=Preparation(
            on=teller.ago(1),
            at=time(14, 0),
            place="stadhuis",
            reported_on=teller.ago(24),
            others_along="zijn broer",
            client_wants="Drie ochtenden per week buitenshuis iets doen.",
        ),
        domains={"welfare": Domain(goes_badly="De dagen zijn lang.", wants="Een werkplaats met een vaste begeleider.")},
        by=teller.who.supporter,
    )
    return teller.dated(question, teller.ago(8))


def _objections(teller: Teller) -> None:
    """One that has nine days left, one that was filed and isn't answered in time, and a complaint."""
    client = teller.client("Ria", "Molenaar", (63, 5, 19), reach_by=ReachBy.PHONE)
    question = teller.question(client, "De hulp bij het huishouden is minder geworden", "social_support", days_ago=22)
    question = teller.worked(
        question, (15, Activity.TALK, 45, "Het besluit samen gelezen. Van vier uur naar twee uur. Wil bezwaar maken.")
    )
    objections.begin(
        question=question,
        facts=objections.Facts(
            kind=ObjectionKind.OBJECTION,
            about="minder uren hulp bij het huishouden",
            announced_on=teller.today - timedelta(days=33),
            note="De brief van de huisarts moet nog komen.",
        ),
        by=teller.who.supporter,
        today=teller.ago(15),
    )
    client = teller.client("Stefan", "Groen", (38, 8, 27), email=True)
    question = teller.question(client, "De bijzondere bijstand is afgewezen", "work_income", days_ago=112)
    question = teller.worked(
        question,
        (106, Activity.TALK, 50, "Stukken bekeken. De kosten van de bril zijn niet meegenomen."),
        (98, Activity.REPORTING, 60, "Bezwaar geschreven en samen nagelopen."),
        (20, Activity.PHONE, 15, "Nog geen antwoord. Stefan belt zelf nog een keer."),
    )
    objections.begin(
        question=question,
        facts=objections.Facts(
            kind=ObjectionKind.OBJECTION,
            about="bijzondere bijstand voor een bril",
            announced_on=teller.today - timedelta(days=116),
            filed_on=teller.ago(97),
        ),
        by=teller.who.supporter,
        today=teller.ago(97),
    )
    client = teller.client("Joke", "Hofman", (58, 2, 11))
    question = teller.question(
        client, "Voelt zich niet gehoord door de consulent", "social_support", days_ago=27, channel=Channel.OWN_NUMBER
    )
    question = teller.worked(question, (24, Activity.PHONE, 30, "Verteld wat er gebeurde. Wil dat er excuses komen."))
    objections.begin(
        question=question,
        facts=objections.Facts(
            kind=ObjectionKind.COMPLAINT, about="hoe het gesprek over de Wmo ging", filed_on=teller.ago(19)
        ),
        by=teller.who.supporter,
        today=teller.ago(19),
    )


def _above_guideline(teller: Teller) -> HelpQuestion:
    """More hours than the guideline, without a reason yet."""
    client = teller.client("Marlies", "Dekker", (44, 12, 5), email=True, reach_when="niet op maandag")
    question = teller.question(
        client, "Post van drie maanden niet opengemaakt", "work_income", "housing", "care", days_ago=75, urgent=True
    )
    return teller.worked(
        question,
        (74, Activity.HOME_VISIT, 90, "Drie tassen post. Eerst alles van de verhuurder eruit gehaald."),
        (68, Activity.HOME_VISIT, 90, "Alles op stapels. Huurachterstand van twee maanden."),
        (61, Activity.PHONE, 60, "Met de verhuurder gebeld: uitstel tot het einde van de maand."),
        (54, Activity.TALK, 75, "Overzicht van inkomsten en schulden gemaakt."),
        (46, Activity.GOING_ALONG, 90, "Mee naar het eerste gesprek bij schuldhulp."),
        (30, Activity.TALK, 60, "Brieven van deze maand doorgenomen. Marlies opende ze zelf."),
        (16, Activity.CASE_CONFERENCE, 60, "Overleg met schuldhulp en de verhuurder. Taken verdeeld."),
        (6, Activity.TALK, 60, "Budgetbeheer begint volgende maand. Tot dan kijken we elke week mee."),
    )


def _near_guideline(teller: Teller) -> HelpQuestion:
    client = teller.client("Kees", "Blom", (59, 7, 17))
    question = teller.question(
        client, "Wil na ontslag weer aan het werk met een beperking", "work_income", "welfare", days_ago=49
    )
    return teller.worked(
        question,
        (44, Activity.TALK, 75, "Loopbaan en gezondheid besproken. Tien minuten staan lukt, langer niet."),
        (37, Activity.TALK, 90, "Keuzes op een rij: eigen werkgever, ander werk of eerst vrijwilligerswerk."),
        (28, Activity.GOING_ALONG, 105, "Mee naar het UWV. De keuring is volgende maand."),
        (20, Activity.TALK, 75, "Uitslag nog niet binnen. Sollicitatiebrief gemaakt."),
        (11, Activity.TALK, 90, "Kees liep een ochtend mee in de fietswerkplaats. Dat ging goed."),
        (4, Activity.PHONE, 60, "Met de werkplaats afgesproken: twee ochtenden, eerst voor drie maanden."),
    )


def _again(teller: Teller) -> None:
    """A question that follows an older one, and one that was opened again."""
    who = teller.who
    client = teller.client("Fenna", "Postma", (34, 4, 3), email=True, reach_by=ReachBy.EMAIL)
    old = teller.question(client, "Zoekt passend onderwijs voor een dochter met autisme", "education", days_ago=96)
    old = teller.worked(
        old,
        (91, Activity.TALK, 60, "Gesproken over wat Noor nodig heeft: rust, kleine groep, vaste juf."),
        (83, Activity.GOING_ALONG, 90, "Mee naar het overleg op school. Ze zoeken een plek."),
        (70, Activity.PHONE, 20, "Er is plek vanaf de eerste van de maand. Fenna is blij."),
    )
    teller.closed(
        old,
        66,
        Outcome.INDIVIDUAL_PROVISION,
        score=9,
        fits=Fits.YES,
        survey_consent=True,
        found=Found(
            arrangement={ArrangementStep.NETWORK: "oma haalt op woensdag", ArrangementStep.INDIVIDUAL: ""},
            tasks=(SupportTask.CLARIFY, SupportTask.PREPARE_TALK, SupportTask.ATTEND_TALK),
        ),
    )
    on = teller.ago(8)
    (new,) = casework.new_question(
        client=client,
        new=casework.NewForClient(
            "Vervoer naar de nieuwe school is niet geregeld", ("education", "social_support"), Channel.OWN_NUMBER, on
        ),
        by=who.supporter,
        today=on,
        follows=old,
    )
    new = teller.dated(new, on)
    teller.worked(new, (3, Activity.PHONE, 20, "De gemeente beslist binnen twee weken over leerlingenvervoer."))

    client = teller.client("Bertus", "Jong", (78, 10, 24), prefix="de")
    question = teller.question(client, "Toeslagen terugbetalen, weet niet hoe", "work_income", days_ago=47)
    question = teller.worked(question, (41, Activity.TALK, 45, "Betalingsregeling gevraagd bij de Belastingdienst."))
    question = teller.closed(question, 27, Outcome.INFORMATION_ADVICE)
    on = teller.ago(6)
    casework.reopen(
        question=question,
        reason="Er kwam een nieuwe brief: de regeling gaat niet door.",
        by=who.supporter,
        today=on,
        version=question.version,
    )
    question = teller.dated(question, on)
    teller.worked(question, (4, Activity.PHONE, 15, "Brief voorgelezen aan de telefoon. Komt ermee langs."))


def _of_the_other_supporter(teller: Teller) -> None:
    """A little at the other provider: attempts, a talk to come and an objection."""
    other = teller.who.other_supporter
    client = teller.client("Truus", "Verhagen", (84, 6, 9), reach_by=ReachBy.CARER, reach_when="na het middageten")
    teller.carer(client, "Leo Verhagen", "zoon", 82, load=CarerLoad.HEAVY)
    question = teller.question(client, "Wil weten of een traplift vergoed wordt", "social_support", "housing",
                               days_ago=18, to=other)  # fmt: skip
    question = teller.worked(question, (13, Activity.HOME_VISIT, 60, "Samen naar de trap gekeken. Leo meet hem op."))
    talks.prepare(
        question=question,
        preparation=Preparation(
            on=next_working_day(teller.today + timedelta(days=1)),
            at=time(9, 15),
            place="bij mevrouw thuis",
            carer_along=True,
            client_wants="Boven kunnen blijven slapen.",
        ),
        domains={"housing": Domain("Beneden is alles gelijkvloers.", "De trap.", "Een traplift.")},
        by=other,
    )
    teller.dated(question, teller.ago(4))
    client = teller.client("Henny", "Brouwer", (76, 1, 29))
    question = teller.question(client, "Zoekt iets te doen overdag", "welfare", days_ago=11, to=other)
    teller.tried(question, (7, ReachChannel.PHONE, "in gesprek"), (3, ReachChannel.PHONE, ""))
