"""How is it kept? Models, the database behind them, and its migrations."""
