"""What an agreement says and who is asked: pure where it can be. The verbs are in placements/actions/{drafting,sending,signing}.py."""
