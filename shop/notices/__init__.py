"""What somebody should know: one row per organisation concerned, shown in the shop and sent by others later.

A notice tells; it never decides, and nothing depends on its being read.
"""
