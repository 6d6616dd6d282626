"""The demo's people, produce and a year of trade, made through the services and the same for the same day.

Everything it names is invented but places and produce.
"""
