"""Who has to know what: 待办 derived from records, 消息 written once."""
