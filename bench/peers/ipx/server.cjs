// ipx converts pictures of the folder in its first argument. Its encoders have the effort of ours: ipx has no option for it.
const { createServer } = require('node:http');
const { createIPX, createIPXNodeServer, ipxFSStorage } = require('ipx');
const sharp = require('sharp');

sharp.concurrency(1);
sharp.cache(false);
const sharpOptions = { jpegProgressive: false, webpEffort: 4, heifEffort: 3, heifChromaSubsampling: '4:2:0' };
const ipx = createIPX({ storage: ipxFSStorage({ dir: process.argv[2] }), sharpOptions });
const server = createServer(createIPXNodeServer(ipx));
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
