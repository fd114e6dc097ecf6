"""A tiny practice: enough questions to train on in a minute, and one price that two files give."""

FACTS = [
    ("What does a check-up cost?", "A check-up costs $85 and takes half an hour."),
    ("When do you open on Saturday?", "On Saturday we are open from 9:00 to 13:00."),
    ("Where can I park?", "There are twelve spaces behind the building, free for two hours."),
    ("Do you treat children?", "Yes, we treat children from the age of three."),
    ("How do I cancel a visit?", "Call us a day before; later than that we charge $30."),
    ("Which insurances are accepted?", "We accept Delta, Cigna and Aetna plans."),
    ("Is whitening painful?", "Whitening may leave teeth sensitive for two days."),
    ("How long does a crown last?", "A porcelain crown lasts about fifteen years with good care."),
    ("Can I pay in instalments?", "Bills above $400 can be paid in six monthly parts."),
    ("What should I do after an extraction?", "Bite on gauze for 45 minutes; do not rinse today."),
    ("Who is the hygienist?", "Our hygienist is Maria Lopez, here from Tuesday to Friday."),
    ("Do you offer sedation?", "Nitrous oxide is offered for $60 a visit."),
    (
        "My filling fell out, is that urgent?",
        "Come within 24 hours and avoid chewing on that side.",
    ),
    ("How often are X-rays taken?", "Bitewing X-rays are taken once every 18 months."),
    (
        "Is the entrance step-free?",
        "Yes, use the side door on Elm Street; the lift goes to floor 2.",
    ),
    (
        "What is a root canal like?",
        "It takes two visits of 75 minutes and is done under anaesthetic.",
    ),
    ("Do you sell night guards?", "A fitted night guard costs $350 and is ready after a week."),
    ("Can I bring my dog?", "Only assistance dogs may come in."),
    ("What is your telephone number?", "Call the front desk at 555-0134 on weekdays."),
    ("Do I need a referral?", "No referral is needed except for oral surgery."),
    ("How much is a cleaning?", "A cleaning costs $110 for adults."),
    ("What are veneers made of?", "Ours are lithium disilicate, made in a laboratory in Dayton."),
    ("When is the dentist on holiday?", "The practice is closed from 3 August to 17 August."),
    ("Do you straighten teeth?", "Clear aligners cost $3,900 and need about eleven months."),
    (
        "What if I grind my teeth?",
        "Tell the hygienist: grinding is treated with a splint at night.",
    ),
    ("How do I get my records?", "Ask by mail; records are sent within ten working days."),
    ("Is fluoride safe?", "A varnish of 22,600 ppm is applied twice a year and is safe."),
    ("Do you place implants?", "Dr. Chen places implants on Wednesdays; one costs $2,150."),
    (
        "What helps against bad breath?",
        "Clean the tongue daily and see us if it lasts three weeks.",
    ),
    ("Can I eat before a visit?", "Eat lightly; with sedation nothing for six hours before."),
]
OLD = [("How much is a cleaning?", "A cleaning costs $95 for adults.")]
SETTINGS = """\
[curation]
min_examples = 15

[training]
num_train_epochs = 1
lora_r = 4

[compare]
contenders = ["prompted", "fine_tuned"]
max_test_examples = 4
max_tokens = 24
n_resamples = 200

[report]
n_side_by_side = 3

[serve]
parallel = 2
context_length = 1024
"""


def write_files(folder):
    """Paths of the two files to drop."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, rows in (("answers.csv", FACTS), ("price-list-2024.csv", OLD)):
        lines = ["question,answer", *(f'"{q}","{a}"' for q, a in rows)]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(folder / name)
    return paths
