import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { gateways4, gateways6, readMachine, resolversOf } from "../../src/response/machine.ts";
import { put, tempFolder } from "../helpers/temp.ts";

const ROUTE = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	010200C0	0003	0	0	0	00000000	0	0	0
eth0	000200C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
`;
const ROUTE6 = `fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000001 00000000 00000003     eth0
`;

/** The files of a machine. */
function machine(t: TestContext): string {
  const root = tempFolder(t);
  put(root, "proc/net/route", ROUTE);
  put(root, "proc/net/ipv6_route", ROUTE6);
  put(
    root,
    "etc/resolv.conf",
    "# made by hand\nsearch example\nnameserver 192.0.2.53\nnameserver fe80::53%eth0\n",
  );
  put(root, "run/systemd/resolve/resolv.conf", "nameserver 2001:db8::53\n");
  return root;
}

test("gateways are read from the kernel's tables, name servers from resolv.conf", {
  skip: littleEndian(),
}, () => {
  assert.deepEqual(gateways4(ROUTE), ["192.0.2.1"]);
  assert.deepEqual(gateways6(ROUTE6), ["fd00:0000:0000:0000:0000:0000:0000:0001"]);
  assert.deepEqual(resolversOf("nameserver 192.0.2.53\n#nameserver 192.0.2.54\n  nameserver\t::1\n"), [
    "192.0.2.53",
    "::1",
  ]);
  for (const text of ["", "\n\n", "x", "a b zz c"])
    assert.deepEqual([gateways4(text), gateways6(text)], [[], []]);
});

function littleEndian(): string | false {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
    ? false
    : "the sample is of a little-endian machine";
}

test("a machine tells its gateways and resolvers, also those behind a local forwarder", (t) => {
  const facts = readMachine(machine(t), ["192.0.2.9"]);
  assert.deepEqual(facts.unread, []);
  assert.deepEqual(facts.resolvers, ["192.0.2.53", "fe80::53", "2001:db8::53"]);
  assert.equal(facts.gateways.length, 2);
});

test("what cannot be read is told: a missing route table, a route table that is a folder, no way to see who is signed in", (t) => {
  const root = machine(t);
  rmSync(`${root}/proc/net/route`);
  assert.match(readMachine(root, []).unread.join(), /proc\/net\/route cannot be read \(ENOENT\)/);
  put(root, "proc/net/route/x", "");
  assert.match(readMachine(root, []).unread.join(), /EISDIR/);
  assert.match(readMachine(tempFolder(t), []).unread.join(), /nothing tells who is signed in/);
});

test("IPv6 and name servers may be absent without harm", (t) => {
  const root = machine(t);
  for (const path of ["proc/net/ipv6_route", "etc/resolv.conf", "run/systemd/resolve/resolv.conf"])
    rmSync(`${root}/${path}`);
  assert.deepEqual(readMachine(root, []).unread, []);
});

test("the machine that runs this test can be read", {
  skip: process.platform !== "linux" ? "Linux only" : false,
}, () => {
  const facts = readMachine();
  assert.deepEqual(facts.unread, []);
  assert.ok(facts.own.includes("127.0.0.1"));
});
