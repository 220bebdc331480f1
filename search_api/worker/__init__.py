"""Workers: processes that take jobs from the store, on this machine or others. The job's row is the truth, and a broker carries only its id."""
