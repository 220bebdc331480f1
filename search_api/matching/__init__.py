"""Who fits whom, and why: matches of a listing or of a pasted text, and the whole explanation of a pair."""
