// What a Node.js program does with ioredis, against the server on the port given as the first argument. Each check adds to a
// count; the last line says how many there were, so that a script that ended early is not taken for a good one.
'use strict';

const assert = require('node:assert/strict');
const Redis = require('ioredis');

const port = Number(process.argv[2]);
const checks = [];
const check = (name, run) => checks.push({ name, run });

check('a string is set and read', async (redis) => {
  assert.equal(await redis.set('greeting', 'hello'), 'OK');
  assert.equal(await redis.get('greeting'), 'hello');
  assert.equal(await redis.get('none'), null);
  assert.equal(await redis.incrby('counter', 5), 5);
  assert.equal(await redis.set('greeting', 'no', 'NX'), null);
});

check('an expiry is set and read', async (redis) => {
  assert.equal(await redis.set('short', 'x', 'EX', 100), 'OK');
  const ttl = await redis.ttl('short');
  assert.ok(ttl > 0 && ttl <= 100, `ttl is ${ttl}`);
  assert.equal(await redis.persist('short'), 1);
  assert.equal(await redis.ttl('short'), -1);
});

check('a pipeline gives its replies in order, errors among them', async (redis) => {
  const pipeline = redis.pipeline();
  for (let i = 0; i < 1000; i++)
    pipeline.set(`p:${i}`, i).get(`p:${i}`);
  pipeline.lpush('p:0', 'x');
  const replies = await pipeline.exec();
  assert.equal(replies.length, 2001);
  for (let i = 0; i < 1000; i++) {
    assert.deepEqual(replies[2 * i], [null, 'OK']);
    assert.deepEqual(replies[2 * i + 1], [null, String(i)]);
  }
  assert.match(replies[2000][0].message, /^WRONGTYPE /);
});

check('a transaction gives all its replies', async (redis) => {
  const replies = await redis.multi().set('{tx}a', '1').incr('{tx}a').get('{tx}a').rpush('{tx}list', 'x', 'y').exec();
  assert.deepEqual(replies, [[null, 'OK'], [null, 2], [null, '2'], [null, 2]]);
});

check('a hash is an object', async (redis) => {
  assert.equal(await redis.hset('hash', { name: 'Ada', born: '1815' }), 2);
  assert.deepEqual(await redis.hgetall('hash'), { name: 'Ada', born: '1815' });
  assert.deepEqual(await redis.hmget('hash', 'born', 'none'), ['1815', null]);
  assert.equal(await redis.hincrby('hash', 'born', 1), 1816);
});

check('a list keeps its order', async (redis) => {
  assert.equal(await redis.rpush('list', 'b', 'c'), 2);
  assert.equal(await redis.lpush('list', 'a'), 3);
  assert.deepEqual(await redis.lrange('list', 0, -1), ['a', 'b', 'c']);
  assert.equal(await redis.lpop('list'), 'a');
});

check('a scan stream gives every key', async (redis) => {
  const expected = new Set(Array.from({ length: 5000 }, (_, i) => `scan:${i}`));
  const pipeline = redis.pipeline();
  expected.forEach((key) => pipeline.set(key, '1'));
  await pipeline.exec();
  const seen = new Set();
  for await (const keys of redis.scanStream({ match: 'scan:*', count: 100 }))
    keys.forEach((key) => seen.add(key));
  assert.deepEqual(seen, expected);
});

check('binary keys and values come back byte for byte', async (redis) => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const key = Buffer.concat([Buffer.from('bin:'), bytes]);
  assert.equal(await redis.set(key, bytes), 'OK');
  assert.deepEqual(await redis.getBuffer(key), bytes);
  const large = Buffer.alloc(1024 * 1024, 7);
  await redis.set('large', large);
  assert.ok(large.equals(await redis.getBuffer('large')));
});

check('an error is a rejected promise and the connection goes on', async (redis) => {
  await redis.set('text', 'abc');
  await assert.rejects(redis.incr('text'), /value is not an integer or out of range/);
  await assert.rejects(redis.call('nosuchcommand', 'a'), /unknown command/);
  assert.equal(await redis.get('text'), 'abc');
});

check('many keys are read and deleted at once', async (redis) => {
  for (let i = 0; i < 100; i++)
    await redis.set(`m:${i}`, i);
  const keys = Array.from({ length: 100 }, (_, i) => `m:${i}`);
  assert.deepEqual(await redis.mget(keys), keys.map((_, i) => String(i)));
  assert.equal(await redis.del(keys), 100);
});

check('concurrent commands on one connection get their own replies', async (redis) => {
  const replies = await Promise.all(Array.from({ length: 5000 }, (_, i) => redis.echo(`e${i}`)));
  replies.forEach((reply, i) => assert.equal(reply, `e${i}`));
});

check('a blocked client is served by another', async (redis) => {
  const other = redis.duplicate();
  const popped = other.blpop('jobs', 0);
  assert.equal(await redis.rpush('jobs', 'first'), 1);
  assert.deepEqual(await popped, ['jobs', 'first']);
  assert.equal(await other.blpop('jobs', 0.01), null);
  const moved = other.blmove('{jobs}a', '{jobs}b', 'LEFT', 'RIGHT', 0);
  await redis.rpush('{jobs}a', 'x');
  assert.equal(await moved, 'x');
  await other.quit();
});

check('messages reach subscribers of channels and patterns', async (redis) => {
  const subscriber = redis.duplicate();
  const received = [];
  const both = new Promise((resolve) => {
    const add = (...message) => received.push(message.join(' ')) === 2 && resolve();
    subscriber.on('message', add);
    subscriber.on('pmessage', add);
  });
  assert.equal(await subscriber.subscribe('news'), 1);
  assert.equal(await subscriber.psubscribe('n*'), 2);
  assert.equal(await redis.publish('news', 'hello'), 2);
  await both;
  assert.deepEqual(received, ['news hello', 'n* news hello']);
  assert.equal(await subscriber.unsubscribe('news'), 1);
  await subscriber.quit();
});

async function main() {
  const redis = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: 1 });
  await redis.flushall();
  for (const { name, run } of checks) {
    try {
      await run(redis);
    } catch (error) {
      throw new Error(`${name}: ${error.message}`, { cause: error });
    }
  }
  assert.equal(await redis.quit(), 'OK');
  console.log(`${checks.length} checks passed`);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
