"""The same decision as columns: thresholds in each row's own unit, and engines that sort rows by them."""
