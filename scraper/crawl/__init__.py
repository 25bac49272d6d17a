"""How do we ask politely and safely? The Scrapy runtime: the only room that opens outgoing connections."""
