/**
 * Preloaded into the servers that `impact up` starts. When the parent is gone without a word (kill -9), the channel
 * between them closes: leave as on SIGTERM, so that nobody serves an installation that nobody supervises.
 */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
