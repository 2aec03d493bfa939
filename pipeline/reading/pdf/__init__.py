"""The parts of the PDF reader."""
