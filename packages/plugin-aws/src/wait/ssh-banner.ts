import { connect } from 'node:net';

/** Milliseconds for one attempt. */
const TRY_WITHIN = 4_000;

/** Whether an SSH server at an address sends its banner, which shows that the machine's network and sshd have started. */
export function greetsBySsh(address: string, port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    let heard = '';
    const end = (greets: boolean) => {
      signal.removeEventListener('abort', stop);
      socket.destroy();
      resolve(greets);
    };
    const stop = () => end(false);
    signal.addEventListener('abort', stop, { once: true });
    socket.setTimeout(TRY_WITHIN, stop);
    socket.on('error', stop);
    socket.on('close', stop);
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (heard.length >= 4) end(heard.startsWith('SSH-'));
    });
  });
}
