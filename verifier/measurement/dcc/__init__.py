"""Digital calibration certificates (DCC of the PTB, XML): quantities with unit, uncertainty and conformity."""
