import numpy as np

from autoedit.analysis.flow import dense_flow


def picture(height: int, width: int, shift: int) -> np.ndarray:
    import cv2

    small = np.random.default_rng(3).integers(0, 256, (height // 8 + 1, width // 8 + 9), np.uint8)
    return np.ascontiguousarray(cv2.resize(small, (width + 64, height), interpolation=cv2.INTER_CUBIC)[:, shift : shift + width])


def test_motion_is_the_same_whatever_size_was_measured_before():
    before, after = picture(72, 128, 0), picture(72, 128, 3)
    alone = dense_flow(before, after)

    dense_flow(picture(16, 16, 0), picture(16, 16, 1))

    assert np.array_equal(dense_flow(before, after), alone)


def test_a_shift_is_measured_in_pixels():
    flow = dense_flow(picture(72, 128, 3), picture(72, 128, 0))

    assert abs(float(np.median(flow[..., 0])) - 3) < 0.3


def test_a_picture_much_wider_than_high_is_measured():
    """OpenCV ends the program where its coarsest scale is less than a patch high."""
    flow = dense_flow(picture(16, 120, 3), picture(16, 120, 0))

    assert flow.shape == (16, 120, 2)
    assert abs(float(np.median(flow[..., 0])) - 3) < 0.5
