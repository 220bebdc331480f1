def test_the_latest_version_is_given_and_the_last_few_are_kept(store, clock):
    assert store.snapshots.latest("statistics") is None
    versions = [store.snapshots.put("statistics", bytes([n]), {"n": n}, keep=2) for n in range(4)]
    store.snapshots.put("means", b"other", {})
    found = store.snapshots.latest("statistics")
    assert versions == [1, 2, 3, 4]
    assert (found.version, found.body, found.meta, found.made) == (4, b"\x03", {"n": 3}, clock.time)
