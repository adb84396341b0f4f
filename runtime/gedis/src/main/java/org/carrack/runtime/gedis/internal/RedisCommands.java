package org.carrack.runtime.gedis.internal;

import java.util.Locale;
import java.util.Set;

/**
 * Names of commands that Redis has and gedis has not. Clients of Redis try some of them by themselves and need an error, since
 * they take any other answer for success. Source: the command reference of Redis 7.
 */
final class RedisCommands {

    private static final Set<String> NAMES = Set.of(
            ("acl append asking bgrewriteaof bgsave bitcount bitfield bitop bitpos blmove blmpop blpop brpop brpoplpush bzmpop bzpopmax"
                            + " bzpopmin cluster command config copy dbsize debug decr decrby del discard dump eval evalsha eval_ro"
                            + " evalsha_ro exec exists expire expireat expiretime failover fcall fcall_ro flushall flushdb function"
                            + " geoadd geodist geohash geopos georadius geosearch geosearchstore get getbit getdel getex getrange"
                            + " getset hdel hexists hget hgetall hincrby hincrbyfloat hkeys hlen hmget hmset hrandfield hscan hset"
                            + " hsetnx hstrlen hvals incr incrby incrbyfloat info keys lastsave latency lcs lindex linsert llen lmove"
                            + " lmpop lolwut lpop lpos lpush lpushx lrange lrem lset ltrim memory mget migrate module monitor move mset"
                            + " msetnx multi object persist pexpire pexpireat pexpiretime pfadd pfcount pfmerge psetex psubscribe psync"
                            + " pttl publish pubsub punsubscribe randomkey readonly readwrite rename renamenx replconf replicaof"
                            + " restore role rpop rpoplpush rpush rpushx sadd save scan scard script sdiff sdiffstore set setbit"
                            + " setex setnx setrange shutdown sinter sintercard sinterstore sismember slaveof slowlog smembers"
                            + " smismember smove sort sort_ro spop spublish srandmember srem sscan ssubscribe strlen subscribe substr"
                            + " sunion sunionstore sunsubscribe swapdb sync time touch ttl type unlink unsubscribe unwatch wait waitaof"
                            + " watch xack xadd xautoclaim xclaim xdel xgroup xinfo xlen xpending xrange xread xreadgroup xrevrange"
                            + " xtrim zadd zcard zcount zdiff zdiffstore zincrby zinter zintercard zinterstore zlexcount zmpop zmscore"
                            + " zpopmax zpopmin zrandmember zrange zrangebylex zrangebyscore zrangestore zrank zrem zremrangebylex"
                            + " zremrangebyrank zremrangebyscore zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan zscore zunion"
                            + " zunionstore")
                    .split(" "));

    private RedisCommands() {}

    static boolean has(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }
}
