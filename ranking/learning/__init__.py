"""Learning the weights of matching from lists whose right answers are known: lead outcomes, judged pairs, evaluation tasks."""
