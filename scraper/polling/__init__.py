"""When do we look, and what came of it?"""
