"""What stands for the names in an address."""

PLAIN = {
    "result": "changed", "fact": "detained", "answer": "yes", "key": "history", "kind": "step", "which": "carry",
    "name": "interview", "token": "x" * 43, "uidb36": "1", "entry_id": "find-hearing", "rule_id": "asylum-one-year",
    "version": "x", "channel": "sms",
}  # fmt: skip


def kwargs_for(world, name, names, who):
    """What stands for the names, as this user would know them; None where there is no such thing for them."""
    role, _, relation = who.partition(".")
    things = world.of_rosa
    if name.startswith("accompaniment:"):
        things = world.of_trip[relation if role == "accompanier" else "going"]
    known = PLAIN | things | world.of_the_clinic | world.of_one_address.get(name, {})
    return {key: known[key] for key in names} if all(key in known for key in names) else None
