"""How good are discovery and extraction, measured on documents nobody here wrote?"""
