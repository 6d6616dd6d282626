"""What counts: rule sets, the append-only ledger with its verdicts, totals, targets and progress.

Entries are facts and never change; what they are worth under a scheme is a verdict beside them.
"""
