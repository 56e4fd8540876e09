"""Wall 1: nobody's identity comes in; numbers become pseudonyms, birth dates an age band, postcodes a wijk.

In: an `Export`, its `Mapping` and the key. Out: a mapping without the columns that tell who somebody is, and
`People`: for each row the pseudonyms, the team, the rater and the day.
"""
