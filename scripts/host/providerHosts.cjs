// Loaded into an n8n of the tests (NODE_OPTIONS=--require): leads what goes to the telephony providers' APIs to the sandbox whose
// address stands in PROVIDERS_AT. As test/support/harness/providerHosts.mts does in tests of the engine layer, which says why.
const https = require('node:https');
const { connect } = require('node:net');

const HOSTS = new Set(['api.twilio.com', 'api.telnyx.com', 'api.plivo.com']);
const { hostname, port } = new URL(process.env.PROVIDERS_AT);
const real = https.Agent.prototype.createConnection;

https.Agent.prototype.createConnection = function (options, ...more) {
	return HOSTS.has(options.host)
		? connect({ host: hostname, port: Number(port) })
		: real.call(this, options, ...more);
};
