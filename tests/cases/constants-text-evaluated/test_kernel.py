def test_text(lib, run):
    assert lib.inner == "ner" and lib.sized == "ab\0c"
    assert lib.picked == lib.S.name == lib.CALL == "a text of more than eight bytes"
    assert lib.third == lib.NAME == "first" and lib.ARRAY == "abc"
