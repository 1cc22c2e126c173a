"""The framing: whatever the split of the bytes, and whatever bytes."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

import protocol

numbers = st.integers(0, 2**32 - 1)
frames = st.lists(st.tuples(st.integers(0, 255), numbers, st.binary(max_size=300)), max_size=8)


def encoded(sent) -> bytes:
    return b"".join(protocol.frame(kind, number, payload) for kind, number, payload in sent)


@given(frames, st.data())
def test_reads_what_was_written_however_it_is_split(sent, data):
    text = encoded(sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=20)))
    reader = protocol.FrameReader()
    received = []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        received += reader.push(text[start:end])
    assert received == sent


@given(frames, st.binary(max_size=8))
def test_waits_for_the_rest(sent, begun):
    reader = protocol.FrameReader()
    # The beginning of a header is no frame, whatever its bytes.
    assert reader.push(encoded(sent) + begun) == sent


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_any_bytes_are_frames_or_are_refused(pieces):
    reader = protocol.FrameReader()
    received = []
    try:
        for piece in pieces:
            received += reader.push(piece)
    except protocol.BrokenFrame:
        header = b"".join(pieces)[len(encoded(received)) :][:4]
        assert struct.unpack(">I", header)[0] > protocol.LONGEST
    assert b"".join(pieces).startswith(encoded(received))


def test_refuses_a_frame_that_is_too_long_before_it_arrives():
    header = protocol.HEADER.pack(protocol.LONGEST + 1, 1, protocol.INPUT)
    with pytest.raises(protocol.BrokenFrame, match=str(protocol.LONGEST + 1)):
        protocol.FrameReader().push(header)


def test_takes_the_longest_frame_in_small_pieces():
    payload = bytes(1 << 20)
    text = protocol.frame(protocol.INPUT, 7, payload)
    reader = protocol.FrameReader()
    received = []
    for start in range(0, len(text), 4096):
        received += reader.push(text[start : start + 4096])
    assert received == [(protocol.INPUT, 7, payload)]
