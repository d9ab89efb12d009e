"""What pages and first pages read of disputes: in few statements, whatever their number."""
