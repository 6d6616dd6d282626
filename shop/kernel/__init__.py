"""The words that every slice may use: money, quantities, moments, actors, events, refusals.

It knows no slice, no page and no HTTP; nothing here imports anything else of the shop.
"""
