"""What has to be right before a request leaves, and after its answer came? The order and its reasons.

Requests pass from the low number to the high one, answers from the high one to the low one.

    50   policy        first, so that an address we must not visit costs nothing, not even a robots.txt
    90   pause         a host that asked to be left alone is not even asked for its robots.txt
    100  robots        before any delay or retry is spent; takes the place of Scrapy's own, which lets
                       requests through while robots.txt is loading and takes errors for permission
    200  render        sees answers after redirects and decompression: only what was fetched as any other page
                       is shown to a browser
    590  compression   where Scrapy's own stands: nearer to the network the body is as it was served, further
                       away everything reads text
    900  archive       below decompression and redirects, so that bodies are kept as they were served
    950  peer          nearest to the network, so that no other middleware has touched an answer that came
                       from where it must not

A redirect is a new request to Scrapy and passes all of them again.
"""
