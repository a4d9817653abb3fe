/**
 * Keeps a fault of ours where it happened: what is drawn inside may throw, and what stands outside goes on. React knows no
 * other way to do this than a class.
 */
import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';

type ShelteredProps = {
  readonly children: ReactNode;
  /** Stands above the message where it has happened. */
  readonly instead?: ReactNode;
};

type Fault = { readonly message: string | null };

export class Sheltered extends Component<ShelteredProps, Fault> {
  override readonly state: Fault = { message: null };

  static getDerivedStateFromError(error: unknown): Fault {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <>
        {this.props.instead}
        <div role="alert" className="sheltered-fault">
          <p>
            This part of the studio failed: {this.state.message} Your edits are saved, or kept in this browser; runs go
            on.
          </p>
          <Button onClick={() => this.setState({ message: null })}>Try again</Button>
          <Button onClick={() => location.reload()}>Reload the page</Button>
        </div>
      </>
    );
  }
}
