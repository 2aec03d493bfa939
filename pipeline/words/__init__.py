"""What travels between the stages: values, tables, addresses, ids."""
