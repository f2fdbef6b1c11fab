// Starts the server on a free loopback port, prints the port, and ends when whoever started it does: then its standard input closes.
import cosmos from '@vercel/cosmosdb-server';

process.stdin.on('end', () => process.exit()).resume();
const server = cosmos.createHttpServer().listen(0, '127.0.0.1', () => console.log(server.address().port));
