"""Questions while Elasticsearch is away: answered from the latest listings, which a standby of this process holds."""

from search_api.standby.latest import Gap, LatestListings
from search_api.standby.served import ServedIndex
from search_api.standby.watching import EngineWatch

__all__ = ["EngineWatch", "Gap", "LatestListings", "ServedIndex"]
