"""What pages and first pages read of sweeps (集中清查): in few statements, whatever their number."""
